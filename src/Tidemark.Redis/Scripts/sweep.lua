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
  return { MISSING }
end
if r.tells then
  local reason, time = end_of(r)
  if not reason then return { ASK, r.holder, r.token } end
  if now < later(time, UNTOLD) then return { STAYS } end
elseif r.ended and r.holder then
  if not knows_holder(r) then return { ASK, r.holder, r.token } end
  if life.on then return { STAYS } end
end
remove()
return { 2, r.user or '' }
