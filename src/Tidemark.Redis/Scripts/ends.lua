-- Why and when it ended that is over: it was idle long before its absolute end unless a live node kept it until then. Nil if that is not known.
local function end_of(r)
  if is(r, ENDED) then return r.reason, r.ended end
  local idle, absolute = idle_end(r), absolute_end(r)
  if idle == absolute then return 1, absolute end
  if not r.holder then return 0, idle end
  if life.node ~= r.holder then return nil end
  if life.on and life.since < idle then return 1, absolute end
  return 0, idle
end
