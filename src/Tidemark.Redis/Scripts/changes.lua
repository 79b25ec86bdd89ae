-- What changed in a bucket, whose feed is KEYS[1], after a mark, at most so much; and how the feed is.
local after, limit = take('>I8'), take('>I4')
local feed, most = KEYS[1], 1000
local known = redis.call('ZMSCORE', feed, 'state', 'last', 'horizon')
local state, last, horizon = (known[1] or RESERVED) - RESERVED, (known[2] or RESERVED) - RESERVED, (known[3] or RESERVED) - RESERVED
local shown, rows = {}, 0
if known[1] then
--{forget}
  local changed = redis.call('ZRANGEBYSCORE', feed, '(' .. text(after), text(last), 'WITHSCORES', 'LIMIT', 0, limit)
  rows = #changed / 2
  for i = 1, #changed, 2 do
    -- Between two marks nobody could go on: it is none.
    if changed[i + 1] % 1 == 0 then
      shown[#shown + 1] = changed[i]
      shown[#shown + 1] = text(changed[i + 1])
    else
      redis.call('ZREM', feed, changed[i])
    end
  end
end
return { text(state), text(last), text(horizon), rows, shown }
