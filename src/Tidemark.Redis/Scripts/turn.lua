-- Turns the marks of a bucket, whose feed is KEYS[1], off (0), or on for what changes (1), or, once all its records have one, on (2). Answers what they were.
local wanted = take('B')
local feed = KEYS[1]
local known = redis.call('ZMSCORE', feed, 'state', 'last')
local state, last = (known[1] or RESERVED) - RESERVED, (known[2] or RESERVED) - RESERVED

-- What was not marked may have gone unseen.
local function begin(from)
  redis.call('DEL', feed)
  redis.call('ZADD', feed, text(RESERVED + from), 'last', text(RESERVED + from), 'horizon')
end

if wanted == 0 and state > 0 then
  begin(last)
  redis.call('PEXPIRE', feed, text(GONE_KEPT / 1000))
elseif wanted == 1 and state == 0 then
  begin(math.max(now, last))
  redis.call('ZADD', feed, text(RESERVED + wanted), 'state')
elseif wanted == 2 and state == 1 then
  redis.call('ZADD', feed, text(RESERVED + wanted), 'state')
end
return state
