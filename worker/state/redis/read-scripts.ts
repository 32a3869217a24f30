import { CLOCK, POSITION } from './admit-script.ts';

/** The mark that a line of the feed ends with: within a JSON text no quote stands unescaped, so nothing else can look like it. */
export const MARK_IN = `
local function markIn(line)
  return string.match(line, ',"mark":"([^"]*)"}$') or ''
end
`;

/**
 * What changed in a shard. KEYS: positions, feed. ARGV: random text; the shard; epoch, version and mark that were seen, ''
 * where none; how many changes at most. The fifth item of the answer: 0, the changes since then are forgotten; 1, they
 * follow; 2, what was seen is of another history.
 */
export const FEED = `${CLOCK}${POSITION}${MARK_IN}
local epoch = epochOf(KEYS[1], ARGV[1])
local version = tonumber(versionOf(KEYS[1], ARGV[2]))
local mark = markOf(KEYS[1], ARGV[2])
local since = tonumber(ARGV[4])
local floor = tonumber(redis.call('HGET', KEYS[1], 'floor.' .. ARGV[2]) or '0')
if redis.call('EXISTS', KEYS[2]) == 0 then floor = version end

local function markAt(number)
  if number == version then return mark end
  if number == floor then return redis.call('HGET', KEYS[1], 'floormark.' .. ARGV[2]) or '' end
  local line = redis.call('ZRANGEBYSCORE', KEYS[2], ARGV[4], ARGV[4])[1]
  return line and markIn(line)
end

local known = 1
if ARGV[3] == '' then
  known = 0
elseif ARGV[3] ~= epoch or since > version then
  known = 2
elseif since < floor then
  known = 0
elseif markAt(since) ~= ARGV[5] then
  known = 2
end
if known ~= 1 then return { 'feed', epoch, string.format('%.0f', version), mark, known, 0 } end

local limit = tonumber(ARGV[6])
local lines = redis.call('ZRANGEBYSCORE', KEYS[2], '(' .. ARGV[4], '+inf', 'LIMIT', 0, limit + 1)
local more = 0
if #lines > limit then
  more = 1
  lines[#lines] = nil
  version = tonumber(string.match(lines[#lines], '^(%S+) '))
  mark = markIn(lines[#lines])
end
local answer = { 'feed', epoch, string.format('%.0f', version), mark, 1, more }
for _, line in ipairs(lines) do answer[#answer + 1] = string.match(line, '^%S+ %S+ (.*)$') end
return answer
`;

/**
 * A part of a shard's revocations or policies. KEYS: positions; revocations or policies. ARGV: random text; the shard; `r` or `p`;
 * the cursor of Redis; how many to look at.
 */
export const SCAN = `${CLOCK}${POSITION}
local found = redis.call('HSCAN', KEYS[2], ARGV[4], 'COUNT', ARGV[5])
local answer = { 'scan', epochOf(KEYS[1], ARGV[1]), versionOf(KEYS[1], ARGV[2]), markOf(KEYS[1], ARGV[2]), found[1] }
for i = 2, #found[2], 2 do
  local text = found[2][i]
  if ARGV[3] == 'p' then
    answer[#answer + 1] = 'p ' .. text
  elseif tonumber(string.match(text, '^%S+ (%S+) ')) * 1000 > now then
    answer[#answer + 1] = 'r ' .. text
  end
end
return answer
`;

/**
 * Live revocations of a shard, newest first. KEYS: revocations. ARGV: how the fields begin that are asked for, '' for all;
 * the field of everyone; how many at most.
 */
export const LIST = `${CLOCK}
local found, cursor = {}, '0'
repeat
  local page = redis.call('HSCAN', KEYS[1], cursor, 'COUNT', 1000)
  cursor = page[1]
  for i = 1, #page[2], 2 do
    local field, text = page[2][i], page[2][i + 1]
    if field == ARGV[2] or string.sub(field, 1, #ARGV[1]) == ARGV[1] then
      local notBefore, expires = string.match(text, '^(%S+) (%S+) ')
      if tonumber(expires) * 1000 > now then found[field] = { tonumber(notBefore), text } end
    end
  end
until cursor == '0'
local list = {}
for _, entry in pairs(found) do list[#list + 1] = entry end
table.sort(list, function(one, other) return one[1] > other[1] end)
local answer = { 'list' }
for i = 1, math.min(#list, tonumber(ARGV[3])) do answer[#answer + 1] = 'r ' .. list[i][2] end
return answer
`;

/** A tenant's policy. KEYS: policies. ARGV: the tenant's field. */
export const POLICY = `
return { 'policy', redis.call('HGET', KEYS[1], ARGV[1]) or '' }
`;
