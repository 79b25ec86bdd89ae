-- Walks over the sessions; each thread has its own half of them, so that no session is asked for twice at once.
local threads = 0

function setup(thread)
  thread:set("number", threads)
  threads = threads + 1
end

function init(args)
  requests = {}
  at = 0
  local line = 0
  for cookie in io.lines(args[1]) do
    if line % 2 == number then
      requests[#requests + 1] = wrk.format("GET", nil, { ["Cookie"] = cookie })
    end
    line = line + 1
  end
end

function request()
  at = at % #requests + 1
  return requests[at]
end

function done(summary, latency, requests)
  local errors = summary.errors
  print(string.format("RESULT %d %d %d", summary.requests,
    errors.connect + errors.read + errors.write + errors.status + errors.timeout, summary.duration))
end
