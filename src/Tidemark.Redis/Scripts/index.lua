-- Moves a session in the index of those to look at, which is KEYS[2], to when its idle time is up.
local r = load()
if r and not is(r, ENDED) then
  index(r, idle_end(r))
  save(r)
end
return { 2 }
