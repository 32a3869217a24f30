import { FEED_LIFETIME_MS } from '../lifetimes.ts';
import { CLOCK, POSITION } from './admit-script.ts';
import { MARK_IN } from './read-scripts.ts';

/** Changes that a shard's feed remembers at most. */
const FEED_LENGTH = 10_000;
/** Entries that one change clears away, so that no write takes long. */
const SWEPT_AT_ONCE = 100;

/**
 * Writes revocations and policies, all of them or none, and appends them to the feeds of their shards. A version is the
 * time in microseconds, or one more than the last where the clock stands: it grows even where an older copy of the
 * state was put back. Where the clock is behind as well, a version may come again: each change has a mark of its own, which
 * its line of the feed ends with and the positions hold, so that no other change is taken for it.
 * KEYS: positions, then four of each shard: revocations, expiries, policies, feed.
 * ARGV: random text; number of shards; their numbers; then for each change: kind, which of the shards or 0 for all, field,
 * not-before, expiry, text. Kinds: `r` a revocation, `p` a policy, `d` a policy that is taken away.
 */
export const CHANGE = `${CLOCK}${POSITION}${MARK_IN}
local positions = KEYS[1]
local count = tonumber(ARGV[2])
local epoch = epochOf(positions, ARGV[1])
local version = tonumber(redis.call('HGET', positions, 'version') or '0')
local micros = clock[1] * 1000000 + clock[2]
local mark

local function merged(key, field, notBefore, expires, text)
  local known = redis.call('HGET', key, field)
  if known then
    local oldNotBefore, oldExpires, oldText = string.match(known, '^(%S+) (%S+) (.*)$')
    if tonumber(oldExpires) * 1000 > now then
      if tonumber(oldExpires) > tonumber(expires) then expires = oldExpires end
      if tonumber(oldNotBefore) > tonumber(notBefore) then notBefore, text = oldNotBefore, oldText end
    end
  end
  return notBefore, expires, text
end

local function apply(shard, kind, field, notBefore, expires, text)
  local first = 1 + (shard - 1) * 4
  local revocations, expiries, policies, feed = KEYS[first + 1], KEYS[first + 2], KEYS[first + 3], KEYS[first + 4]
  local line
  if kind == 'r' then
    notBefore, expires, text = merged(revocations, field, notBefore, expires, text)
    line = notBefore .. ' ' .. expires .. ' ' .. text
    redis.call('HSET', revocations, field, line)
    redis.call('ZADD', expiries, expires, field)
    line = 'r ' .. line
  else
    if kind == 'p' then redis.call('HSET', policies, field, text) else redis.call('HDEL', policies, field) end
    line = 'p ' .. text
  end
  local number = string.format('%.0f', version)
  line = string.sub(line, 1, -2) .. ',"mark":"' .. mark .. '"}'
  redis.call('ZADD', feed, number, number .. ' ' .. string.format('%.0f', now) .. ' ' .. line)
  redis.call('PEXPIRE', feed, ${FEED_LIFETIME_MS})
  redis.call('HSET', positions, 'version.' .. ARGV[2 + shard], number, 'mark.' .. ARGV[2 + shard], mark)
end

local function clear(shard)
  local first = 1 + (shard - 1) * 4
  local expired = redis.call('ZRANGEBYSCORE', KEYS[first + 2], '-inf', string.format('%.3f', now / 1000), 'LIMIT', 0, ${SWEPT_AT_ONCE})
  if #expired > 0 then
    redis.call('HDEL', KEYS[first + 1], unpack(expired))
    redis.call('ZREM', KEYS[first + 2], unpack(expired))
  end
  local feed = KEYS[first + 4]
  local extra = redis.call('ZCARD', feed) - ${FEED_LENGTH}
  local floor, floorMark, gone = nil, nil, 0
  for i, line in ipairs(redis.call('ZRANGE', feed, 0, ${SWEPT_AT_ONCE - 1})) do
    local number, at = string.match(line, '^(%S+) (%S+) ')
    if i > extra and tonumber(at) > now - ${FEED_LIFETIME_MS} then break end
    floor, floorMark, gone = number, markIn(line), i
  end
  if floor then
    redis.call('ZREMRANGEBYRANK', feed, 0, gone - 1)
    redis.call('HSET', positions, 'floor.' .. ARGV[2 + shard], floor, 'floormark.' .. ARGV[2 + shard], floorMark)
  end
end

-- A feed that is gone as a whole, expired or lost, knows nothing of what was before.
for shard = 1, count do
  if redis.call('EXISTS', KEYS[1 + shard * 4]) == 0 then
    local name = ARGV[2 + shard]
    redis.call('HSET', positions, 'floor.' .. name, versionOf(positions, name), 'floormark.' .. name, markOf(positions, name))
  end
end
for at = 3 + count, #ARGV, 6 do
  version = math.max(version + 1, micros)
  mark = string.sub(ARGV[1], 1, 13) .. '-' .. at
  local shard = tonumber(ARGV[at + 1])
  local from, to = shard, shard
  if shard == 0 then from, to = 1, count end
  for each = from, to do apply(each, ARGV[at], ARGV[at + 2], ARGV[at + 3], ARGV[at + 4], ARGV[at + 5]) end
end
redis.call('HSET', positions, 'version', string.format('%.0f', version))
for shard = 1, count do clear(shard) end
return { 'change', epoch, string.format('%.0f', version), mark }
`;
