-- The token of a lease that is recalled from a node: the node.
local node = bytes(16)

local r = load()
if not r or r.holder ~= node then return { MISSING } end
if not is(r, ENDED) then
  local over = is_over(r)
  if over == nil then return { ASK, r.holder, r.token } end
  if over or not queueing(r).has_others(node) then return { MISSING } end
end
return { 2, r.token }
