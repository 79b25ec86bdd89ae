-- Ends a session from outside: flags, and the reason.
local reason = take('>B')

local r = load()
if not r then return { MISSING } end
local over = is_over(r)
if over == nil then return { ASK, r.holder, r.token } end
if over then return { MISSING } end
if r.holder and not (knows_holder(r) and life.lease == string.sub(r.token, 1, 16)) then return { ASK, r.holder, r.token } end

-- A live holder is told until it gives the lease back; till then something of the session must stay for it.
local is_held = r.holder and life.on
for _, waiter in ipairs(parse_queue(r)) do free(waiter) end
if is_held then recall(r.holder, r.token) end
if not is_held and not r.tells then
  remove()
  return { 2, r.user or '' }
end
if not r.tells then remove_attributes() end
redis.call('HDEL', session, 'queue')
redis.call('HSET', session, 'ended', reason .. ' ' .. text(now))
if not is_held then redis.call('HDEL', session, 'hold') end
r.ended = true
index(r, now)
return { 2, '' }
