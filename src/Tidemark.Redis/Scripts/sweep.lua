-- Removes a session that is over, and whose end is not to be told or was not for long. One that is not over is looked at again later. STAYS: it is still
-- to be looked at.
local STAYS = 3
local r = load()
if not r then
  redis.call('ZREM', due, name_of_session())
  return { MISSING }
end
local over = is_over(r)
if over == nil then return { ASK, r.holder, r.token } end
if not over then
  if idle_end(r) <= now then return { STAYS } end
  index(r, idle_end(r))
  save(r)
  return { MISSING }
end
if is(r, TELLS) then
  local reason, time = end_of(r)
  if not reason then return { ASK, r.holder, r.token } end
  if now < math.min(time + UNTOLD, FOREVER) then return { STAYS } end
elseif is(r, ENDED) and r.holder then
  if life.node ~= r.holder then return { ASK, r.holder, r.token } end
  if life.on then return { STAYS } end
end
local user = user_of(r)
bury(r)
return { 2, user }
