import { REVOKED_BY } from '@portcullis/rules/engine';
import { BUCKETS } from '../limit-window.ts';

/** The clock of all scripts: Redis's own, so that clocks at the edge do not matter. */
export const CLOCK = `
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
`;

/**
 * The epoch is made where none is, out of a random text of the caller's and the time: a Redis that lost its memory, or was
 * exchanged, is another state, and readers that knew the old one notice.
 */
export const POSITION = `
local function epochOf(positions, random)
  local epoch = redis.call('HGET', positions, 'epoch')
  if not epoch then
    epoch = random .. '-' .. clock[1] .. '-' .. clock[2]
    redis.call('HSET', positions, 'epoch', epoch)
  end
  return epoch
end

local function versionOf(positions, shard)
  return redis.call('HGET', positions, 'version.' .. shard) or '0'
end

local function markOf(positions, shard)
  return redis.call('HGET', positions, 'mark.' .. shard) or ''
end
`;

/** Sub-buckets of the sliding window, as in `limit-window.ts`: a hash of sub-bucket number to count. */
const WINDOW = `
local BUCKETS = ${BUCKETS}

local function bucketAt(at, windowMs)
  return math.floor(at * BUCKETS / windowMs)
end

local function leavesAt(bucket, windowMs)
  return math.ceil((bucket + BUCKETS + 1) * windowMs / BUCKETS)
end
`;

/** As `renew` of the core does, number for number: of {@link RENEWAL_STANDINGS}, from 1; 0 where nothing was asked. */
const RENEW = `
local standing = 0
if ARGV[11] ~= '' then
  standing = 4
  local stored = redis.call('HGET', KEYS[5], ARGV[11])
  local expires, number, since
  if stored then expires, number, since = string.match(stored, '^%S+ (%S+) (%d+) (%d+)$') end
  if number and (expires == 'inf' or tonumber(expires) * 1000 > now) then
    local presented, highest = tonumber(ARGV[12]), tonumber(number)
    if presented > highest then
      standing = 1
      local last = math.max(tonumber(redis.call('HGET', KEYS[5], 'version') or '0') + 1, clock[1] * 1000000 + clock[2])
      local text = string.format('%.0f', last)
      redis.call('HSET', KEYS[5], 'version', text, ARGV[11], text .. ' ' .. expires .. ' ' .. ARGV[12] .. ' ' .. string.format('%.0f', now))
    elseif presented == highest then
      standing = 1
    elseif presented == highest - 1 and now - tonumber(since) <= tonumber(ARGV[13]) then
      standing = 2
    else
      standing = 3
    end
  end
end
`;

/**
 * Answers all that a request needs. Reads everything before it writes anything; nothing is counted where a limit refuses.
 * KEYS: positions, the subject's revocations, the tenant's policies, records, documents of the session's home, then one for
 * each limit.
 * ARGV: random text; the tenant's shard or ''; its policy's field; the record or ''; how long records are kept;
 * issue time of the subject or ''; its fields of session, user, tenant, everyone; the document of its generation or '', the one
 * that is presented, the grace in milliseconds; then quota, window and cost of each limit.
 */
export const ADMIT = `${CLOCK}${POSITION}${WINDOW}
local FIRST_KEY, FIRST_ARG = 5, 13
local count = #KEYS - FIRST_KEY
local limits, admitted = {}, true
for i = 1, count do
  local at = FIRST_ARG + (i - 1) * 3
  local limit = { key = KEYS[FIRST_KEY + i], quota = tonumber(ARGV[at + 1]), windowMs = tonumber(ARGV[at + 2]), cost = tonumber(ARGV[at + 3]) }
  local current = bucketAt(now, limit.windowMs)
  local flat = redis.call('HGETALL', limit.key)
  limit.window, limit.gone, limit.left = {}, {}, limit.quota
  for j = 1, #flat, 2 do
    local bucket, counted = tonumber(flat[j]), tonumber(flat[j + 1])
    if bucket < current - BUCKETS then
      limit.gone[#limit.gone + 1] = flat[j]
    else
      limit.window[#limit.window + 1] = { bucket, counted }
      limit.left = limit.left - counted
    end
  end
  table.sort(limit.window, function(one, other) return one[1] < other[1] end)
  if limit.left > 0 then
    limit.grant = math.min(limit.cost, limit.left)
    local oldest = limit.window[1] and limit.window[1][1] or current
    limit.reset = leavesAt(oldest, limit.windowMs) - now
  else
    admitted = false
    limit.reset = limit.windowMs
    local rest = limit.left
    for _, entry in ipairs(limit.window) do
      rest = rest + entry[2]
      if rest > 0 then
        limit.reset = leavesAt(entry[1], limit.windowMs) - now
        break
      end
    end
  end
  limits[i] = limit
end

local revoked = 0
if ARGV[6] ~= '' then
  local found = redis.call('HMGET', KEYS[2], ARGV[7], ARGV[8], ARGV[9], ARGV[10])
  for i = 1, ${REVOKED_BY.length} do
    if found[i] then
      local notBefore, expires = string.match(found[i], '^(%S+) (%S+) ')
      if tonumber(expires) * 1000 > now and (i == 1 or tonumber(notBefore) >= tonumber(ARGV[6])) then
        revoked = i
        break
      end
    end
  end
end

${RENEW}
local policy, epoch, version, mark = '', '', '0', ''
if ARGV[2] ~= '' then
  policy = redis.call('HGET', KEYS[3], ARGV[3]) or ''
  epoch = epochOf(KEYS[1], ARGV[1])
  version = versionOf(KEYS[1], ARGV[2])
  mark = markOf(KEYS[1], ARGV[2])
end

if ARGV[4] ~= '' then
  redis.call('XADD', KEYS[4], 'MINID', '~', string.format('%.0f', now - ARGV[5]), '*', 'event', ARGV[4])
  redis.call('PEXPIRE', KEYS[4], ARGV[5])
end

local answer = { 'admit', now, epoch, version, mark, revoked, policy, standing }
for _, limit in ipairs(limits) do
  local granted = 0
  if admitted then
    granted = limit.grant
    local bucket = bucketAt(now, limit.windowMs)
    local last = limit.window[#limit.window]
    -- A clock that stepped back counts into the newest sub-bucket, which leaves later, never earlier.
    if last and last[1] > bucket then bucket = last[1] end
    if #limit.gone > 0 then redis.call('HDEL', limit.key, unpack(limit.gone)) end
    redis.call('HINCRBY', limit.key, string.format('%.0f', bucket), granted)
    redis.call('PEXPIRE', limit.key, string.format('%.0f', leavesAt(bucket, limit.windowMs) - now))
  end
  local open = limit.left > 0
  answer[#answer + 1] = open and 1 or 0
  answer[#answer + 1] = granted
  answer[#answer + 1] = open and limit.left - limit.grant or 0
  answer[#answer + 1] = limit.reset
end
return answer
`;

/** KEYS: one for each limit. ARGV: when it was counted, then window and cost of each limit. */
export const RELEASE = `${WINDOW}
for i, key in ipairs(KEYS) do
  local bucket = string.format('%.0f', bucketAt(tonumber(ARGV[1]), tonumber(ARGV[i * 2])))
  local cost = tonumber(ARGV[i * 2 + 1])
  local counted = tonumber(redis.call('HGET', key, bucket) or '0')
  if counted > cost then
    redis.call('HINCRBY', key, bucket, string.format('%.0f', -cost))
  elseif counted > 0 then
    redis.call('HDEL', key, bucket)
  end
end
return { 'release' }
`;
