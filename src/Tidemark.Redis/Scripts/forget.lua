-- Removes a session whose end was told. One that was ended stays, empty, until its live holder has given the lease back.
local r = load()
if not r then return { MISSING } end
local over = is_over(r)
if over == nil then return { ASK, r.holder, r.token } end
if not over then return { MISSING } end
if r.ended and r.holder then
  if not knows_holder(r) then return { ASK, r.holder, r.token } end
  if life.on then
    remove_attributes()
    redis.call('HDEL', session, 'tells')
    return { 2, '' }
  end
end
remove()
return { 2, r.user or '' }
