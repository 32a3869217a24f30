import { CLOCK, POSITION } from './admit-script.ts';

/** The mark that a line of the feed ends with: within a JSON text no quote stands unescaped, so nothing else can look like it. */
export const MARK_IN = `
local function markIn(line)
  return string.match(line, ',"mark":"([^"]*)"}$') or ''
end
`;

/**
 * What changed in some shards. KEYS: positions, then the feed of each shard. ARGV: random text; how many changes at most, not below the
 * number of shards; then for each shard: its number, and epoch, version and mark that were seen, '' where none. The answer: the time in
 * milliseconds; then for each shard its number, epoch, version, mark, how it stands (0, the changes since then are forgotten; 1, they
 * follow; 2, what was seen is of another history), whether there are more, how many follow, and these.
 */
export const FEED = `${CLOCK}${POSITION}${MARK_IN}
local positions = KEYS[1]
local epoch = epochOf(positions, ARGV[1])
local left = tonumber(ARGV[2])
local answer = { 'feed', string.format('%.0f', now) }

local function add(...)
  for _, item in ipairs({ ... }) do answer[#answer + 1] = item end
end

local function addShard(feed, at, limit)
  local shard, seen, since = ARGV[at], ARGV[at + 1], tonumber(ARGV[at + 2])
  local version, mark = tonumber(versionOf(positions, shard)), markOf(positions, shard)
  local floor = tonumber(redis.call('HGET', positions, 'floor.' .. shard) or '0')
  if redis.call('EXISTS', feed) == 0 then floor = version end

  local function markAt(number)
    if number == version then return mark end
    if number == floor then return redis.call('HGET', positions, 'floormark.' .. shard) or '' end
    local line = redis.call('ZRANGEBYSCORE', feed, ARGV[at + 2], ARGV[at + 2])[1]
    return line and markIn(line)
  end

  local known = 1
  if seen == '' then
    known = 0
  elseif seen ~= epoch or since > version then
    known = 2
  elseif since < floor then
    known = 0
  elseif markAt(since) ~= ARGV[at + 3] then
    known = 2
  end
  if known ~= 1 then
    add(shard, epoch, string.format('%.0f', version), mark, known, 0, 0)
    return 0
  end

  local lines, more = {}, 0
  if since < version then
    lines = redis.call('ZRANGEBYSCORE', feed, '(' .. ARGV[at + 2], '+inf', 'LIMIT', 0, limit + 1)
  end
  if #lines > limit then
    more = 1
    lines[#lines] = nil
    version = tonumber(string.match(lines[#lines], '^(%S+) '))
    mark = markIn(lines[#lines])
  end
  add(shard, epoch, string.format('%.0f', version), mark, 1, more, #lines)
  for _, line in ipairs(lines) do add(string.match(line, '^%S+ %S+ (.*)$')) end
  return #lines
end

-- One change is left for each shard that follows, so that all of them get on.
for shard = 2, #KEYS do left = left - addShard(KEYS[shard], 4 * shard - 5, left - (#KEYS - shard)) end
return answer
`;

/**
 * A part of a shard's revocations or policies. KEYS: positions; revocations or policies. ARGV: random text; the shard; `r`, `p`, or
 * `t` for the tenants of policies alone; the cursor of Redis; how many to look at. A policy's text begins with its tenant: within
 * a JSON text no quote stands unescaped, so the first that looks like the next member is it.
 */
export const SCAN = `${CLOCK}${POSITION}
local found = redis.call('HSCAN', KEYS[2], ARGV[4], 'COUNT', ARGV[5])
local answer = { 'scan', epochOf(KEYS[1], ARGV[1]), versionOf(KEYS[1], ARGV[2]), markOf(KEYS[1], ARGV[2]), found[1] }
for i = 2, #found[2], 2 do
  local text = found[2][i]
  if ARGV[3] == 'p' then
    answer[#answer + 1] = 'p ' .. text
  elseif ARGV[3] == 't' then
    answer[#answer + 1] = 't ' .. (string.match(text, '^(.-),"policy":') or '') .. '}'
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
