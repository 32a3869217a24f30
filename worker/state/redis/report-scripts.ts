/** A field that no kind has, since theirs are hashes. */
const OVERFLOW = 'overflow';

/**
 * Adds counts of reports. KEYS: one for each route, of one day. ARGV: kinds of a key at most; how long it is kept; then for each
 * kind which of the keys, its field or '' for the overflow, its count, its text.
 */
export const COUNT_REPORTS = `
local max = tonumber(ARGV[1])
local function overflow(key, count)
  redis.call('HINCRBY', key, '${OVERFLOW}', count)
end
local function add(key, field, count, text)
  local known = redis.call('HGET', key, field)
  if known then
    local counted, rest = string.match(known, '^(%d+) (.*)$')
    redis.call('HSET', key, field, string.format('%.0f', counted + count) .. ' ' .. rest)
  elseif redis.call('HLEN', key) - redis.call('HEXISTS', key, '${OVERFLOW}') < max then
    redis.call('HSET', key, field, count .. ' ' .. text)
  else
    overflow(key, count)
  end
end
for at = 3, #ARGV, 4 do
  local key = KEYS[tonumber(ARGV[at])]
  if ARGV[at + 1] == '' then overflow(key, ARGV[at + 2]) else add(key, ARGV[at + 1], ARGV[at + 2], ARGV[at + 3]) end
end
for _, key in ipairs(KEYS) do redis.call('PEXPIRE', key, ARGV[2]) end
return { 'count' }
`;

/** What was counted of a route. KEYS: one for each day. Answers with the overflow, then `<which key, from 0> <count> <text>`. */
export const REPORTS = `
local overflow, found = 0, {}
for i, key in ipairs(KEYS) do
  local flat = redis.call('HGETALL', key)
  for j = 1, #flat, 2 do
    if flat[j] == '${OVERFLOW}' then
      overflow = overflow + flat[j + 1]
    else
      found[#found + 1] = (i - 1) .. ' ' .. flat[j + 1]
    end
  end
end
local answer = { 'reports', string.format('%.0f', overflow) }
for _, each in ipairs(found) do answer[#answer + 1] = each end
return answer
`;
