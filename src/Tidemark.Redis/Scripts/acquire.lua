-- Asks for the lease: the node, the version it knows, the random part of a fresh token, and what for.
local HELD, GRANTED = 2, 3
local node, known, lease = bytes(16), take('>I8'), bytes(16)
local purpose = rest()

local r = load()
if not r then return { MISSING } end
local over = is_over(r)
if over == nil then return { ASK, r.holder, r.token } end
if over then return { MISSING } end

local queue = queueing(r)
local function wait(holder, age, what, token)
  queue.enter(node, purpose)
  queue.save()
  save(r)
  return { HELD, holder, math.max(age, 0), what, token }
end

if r.holder and r.holder ~= node then
  -- Held by a live node, unless the caller has learnt that it died under this very lease. Until then it counts as alive.
  local is_known = knows_lease(r)
  if not is_known or life.on then
    signals().recall(r.holder, r.token)
    return wait(r.holder, now - r.since, r.purpose, is_known and '' or r.token)
  end
end

local first = queue.reserved_for()
if first and not r.holder and first.node ~= node then return wait(first.node, 0, first.purpose, '') end

-- Whom it was kept for in vain loses its place.
local late = queue.reserved > 0 and not first and queue[1] and queue[1].node
queue.keep(function(waiter) return waiter.node ~= node and waiter.node ~= late end)
queue.reserved = 0
queue.save()
r.token = lease .. struct.pack('>I8', struct.unpack('>I8', r.token, 17) + 1)
r.holder, r.since, r.purpose, r.used = node, now, purpose, now
save(r)
return state_of(r, known, { GRANTED, r.token, queue.has_others(node) and 1 or 0, is_index_late(r) and 1 or 0 })
