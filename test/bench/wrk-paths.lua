-- Asks for one path after the other: `wrk -s wrk-paths.lua URL -- FILE`, one path a line.
local paths = {}
local next = 0

function init(args)
  for line in io.lines(args[1]) do
    paths[#paths + 1] = wrk.format("GET", line)
  end
end

function request()
  next = next % #paths + 1
  return paths[next]
end
