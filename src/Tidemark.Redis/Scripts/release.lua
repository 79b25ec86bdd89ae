-- Gives a lease back: the token, and how long ago the session was last used.
local token, unused = bytes(20), take('>I8')

local r = load()
if not r then return { MISSING } end
if not is(r, ENDED) then
  local over = is_over(r)
  if over == nil then return { ASK, r.holder, r.token } end
  if over then return { MISSING } end
end
if not is_token(r, token) then return { MISSING } end
if is(r, ENDED) and not is(r, TELLS) then
  local user = user_of(r)
  bury(r)
  return { 2, 0, user }
end

local queue = queueing(r)
queue.offer()
if queue[1] then signals().free(queue[1]) end
queue.save()
r.used = math.max(r.used, now - unused)
r.holder, r.since, r.purpose = false, 0, ''
save(r)
return { 2, not is(r, ENDED) and is_index_late(r) and 1 or 0, '' }
