import { CLOCK } from './admit-script.ts';

/** Documents that have run out which one call clears away, so that none takes long. */
const SWEPT_AT_ONCE = 100;

/** Field of the last version that a home gave; no key of a document is like it. */
const LAST_VERSION = 'version';

/**
 * Two sorted sets name what of a shard belongs into a backup, by home and key: one in their order, and one by their end,
 * without those that stay.
 */
const BACKUP = `
local function sweepBackup(backup, backupEnds)
  local gone = redis.call('ZRANGEBYSCORE', backupEnds, '-inf', string.format('%.3f', now / 1000), 'LIMIT', 0, ${SWEPT_AT_ONCE})
  if #gone == 0 then return end
  redis.call('ZREM', backup, unpack(gone))
  redis.call('ZREM', backupEnds, unpack(gone))
end
`;

/**
 * A home has a hash of key to `<version> <end or inf> <value>`, a sorted set of its keys in their order, and one by their
 * end. When its last document has run out, they end by themselves.
 */
const HOME = `
local docs, names, ends = KEYS[1], KEYS[2], KEYS[3]

local function found(key)
  local stored = redis.call('HGET', docs, key)
  if not stored then return nil end
  local version, expires, value = string.match(stored, '^(%S+) (%S+) (.*)$')
  if expires ~= 'inf' and tonumber(expires) * 1000 <= now then return nil end
  return { version = version, expires = expires, value = value }
end

local function take(keys)
  if #keys == 0 then return end
  redis.call('HDEL', docs, unpack(keys))
  redis.call('ZREM', names, unpack(keys))
  redis.call('ZREM', ends, unpack(keys))
end

local function sweep()
  take(redis.call('ZRANGEBYSCORE', ends, '-inf', string.format('%.3f', now / 1000), 'LIMIT', 0, ${SWEPT_AT_ONCE}))
end

local function endWithLast()
  local last = redis.call('ZRANGE', ends, -1, -1, 'WITHSCORES')
  if not last[2] then
    -- Nothing is left; for a day, the versions that were are remembered.
    redis.call('PEXPIRE', docs, 86400000)
    return
  end
  for _, key in ipairs({ docs, names, ends }) do
    if last[2] == 'inf' then
      redis.call('PERSIST', key)
    else
      redis.call('PEXPIREAT', key, string.format('%.0f', math.ceil(last[2] * 1000)))
    end
  end
end
`;

/** KEYS: the home's documents. ARGV: keys. Answers for each with its version or 0, its end or '', its value. */
export const READ_KEPT = `${CLOCK}
local docs = KEYS[1]
local answer = { 'readKept' }
for _, key in ipairs(ARGV) do
  local stored = redis.call('HGET', docs, key)
  local version, expires, value
  if stored then version, expires, value = string.match(stored, '^(%S+) (%S+) (.*)$') end
  if not version or (expires ~= 'inf' and tonumber(expires) * 1000 <= now) then version, expires, value = 0, '', '' end
  answer[#answer + 1] = version
  answer[#answer + 1] = expires
  answer[#answer + 1] = value
end
return answer
`;

/**
 * Writes documents where all conditions hold. KEYS: the home's three, the shard's two of backups. ARGV: the home, encoded; then for each document:
 * its key, the version that it must have, 0 for none, '' for any; its end or `inf`; 0, or 1 where it belongs into a
 * backup; `w` or `d` to take it away; its value. Answers with 1, or with 0 where a condition does not hold.
 */
export const WRITE_KEPT = `${CLOCK}${HOME}${BACKUP}
for at = 2, #ARGV, 6 do
  local wanted = ARGV[at + 1]
  if wanted ~= '' then
    local known = found(ARGV[at])
    if (known and known.version or '0') ~= wanted then return { 'writeKept', 0 } end
  end
end
sweep()
sweepBackup(KEYS[4], KEYS[5])
local version = tonumber(redis.call('HGET', docs, '${LAST_VERSION}') or '0')
version = math.max(version + 1, clock[1] * 1000000 + clock[2])
local gone = {}
for at = 2, #ARGV, 6 do
  local key, expires = ARGV[at], ARGV[at + 2]
  if ARGV[at + 4] == 'd' then
    gone[#gone + 1] = key
    redis.call('ZREM', KEYS[4], ARGV[1] .. '/' .. key)
    redis.call('ZREM', KEYS[5], ARGV[1] .. '/' .. key)
  else
    redis.call('HSET', docs, key, string.format('%.0f', version) .. ' ' .. expires .. ' ' .. ARGV[at + 5])
    redis.call('ZADD', names, 0, key)
    redis.call('ZADD', ends, expires, key)
    if ARGV[at + 3] == '1' then
      local name = ARGV[1] .. '/' .. key
      redis.call('ZADD', KEYS[4], 0, name)
      if expires == 'inf' then redis.call('ZREM', KEYS[5], name) else redis.call('ZADD', KEYS[5], expires, name) end
    end
  end
end
take(gone)
redis.call('HSET', docs, '${LAST_VERSION}', string.format('%.0f', version))
endWithLast()
return { 'writeKept', 1 }
`;

/**
 * Documents in the order of their keys. KEYS: the home's three. ARGV: where to begin, by ZRANGEBYLEX; where to end; how many at most; after how many bytes no further one is read. Answers with the last key, '' where no more
 * follow, then for each: key, version, end, value.
 */
export const LIST_KEPT = `${CLOCK}${HOME}
sweep()
local limit, bytes = tonumber(ARGV[3]), 0
local keys = redis.call('ZRANGEBYLEX', names, ARGV[1], ARGV[2], 'LIMIT', 0, limit + 1)
local answer = { 'listKept', '' }
for i, key in ipairs(keys) do
  if i > limit or bytes >= tonumber(ARGV[4]) then
    answer[2] = keys[i - 1]
    break
  end
  local known = found(key)
  if known then
    for _, part in ipairs({ key, known.version, known.expires, known.value }) do answer[#answer + 1] = part end
    bytes = bytes + #known.value
  end
end
return answer
`;

/** What of a shard belongs into a backup, by home and key. KEYS: its two sorted sets. ARGV: where to begin; how many at most. */
export const BACKUP_NAMES = `${CLOCK}${BACKUP}
sweepBackup(KEYS[1], KEYS[2])
local answer = { 'backupNames' }
for _, name in ipairs(redis.call('ZRANGEBYLEX', KEYS[1], ARGV[1], '+', 'LIMIT', 0, ARGV[2])) do answer[#answer + 1] = name end
return answer
`;
