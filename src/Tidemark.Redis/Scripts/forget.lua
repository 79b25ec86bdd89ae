-- Removes a session whose end was told. One that was ended stays, empty, until its live holder has given the lease back.
local r = load()
if not r then return { MISSING } end
local over = is_over(r)
if over == nil then return { ASK, r.holder, r.token } end
if not over then return { MISSING } end
if is(r, ENDED) and r.holder then
  if life.node ~= r.holder then return { ASK, r.holder, r.token } end
  if life.on then
    remove_attributes()
    mark(r, TELLS, false)
    save(r)
    return { 2, '' }
  end
end
local user = user_of(r)
bury(r)
return { 2, user }
