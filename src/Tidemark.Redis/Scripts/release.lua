-- Gives a lease back: flags, the token, and how long ago the session was last used.
local token, unused = bytes(24), take('>I8')

local r = load()
if not r then return { MISSING } end
if not r.ended then
  local over = is_over(r)
  if over == nil then return { ASK, r.holder, r.token } end
  if over then return { MISSING } end
end
if not r.hold or r.token ~= token then return { MISSING } end

if r.ended and not r.tells then
  remove()
  return { 2, 0, r.user or '' }
end
local waiting = offer(parse_queue(r))
if waiting[1] then free(waiting[1]) end
r.used = math.max(r.used, now - unused)
redis.call('HDEL', session, 'hold')
redis.call('HSET', session, 'used', text(r.used), 'queue', format_queue(waiting) or '')
if r.ended then return { 2, 0, '' } end
return { 2, is_index_late(r) and 1 or 0, '' }
