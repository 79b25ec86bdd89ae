-- Reads a session: flags, and the version that is known.
local known = take('>I8')

local r = load()
if not r then return { MISSING } end
local over = is_over(r)
if over == nil then return { ASK, r.holder, r.token } end
if over then return { MISSING } end
if r.version == known then
  local left = math.max(idle_end(r) - now, 0)
  return { 2, text(left) }
end
return state_of(r, known, { 3 })
