-- Ends a session from outside: the reason. What is damaged ends too, untold: nobody can say any more who holds it and who waits for it; they find it gone.
local reason = take('>B')

local function ending()
  local r = load()
  if not r then return { MISSING } end
  local over = is_over(r)
  if over == nil then return { ASK, r.holder, r.token } end
  if over then return { MISSING } end
  if r.holder and not knows_lease(r) then return { ASK, r.holder, r.token } end

  -- A live holder is told until it gives the lease back; till then something of the session must stay for it.
  local is_held = r.holder and life.on
  local queue, user = queueing(r), user_of(r)
  for _, waiter in ipairs(queue) do signals().free(waiter) end
  if is_held then signals().recall(r.holder, r.token) end
  if not is_held and not is(r, TELLS) then
    mark(r, ENDED, true)
    r.ended = now
    bury(r)
    return { 2, user }
  end
  if not is(r, TELLS) then remove_attributes() end
  queue.keep(function() return false end)
  queue.save()
  if not is_held then r.holder, r.since = false, 0 end
  mark(r, ENDED, true)
  r.reason, r.ended = reason, now
  index(r, now)
  save(r)
  return { 2, '' }
end

local is_whole, reply = pcall(ending)
if is_whole then return reply end
if type(reply) ~= 'string' or not string.find(reply, 'DAMAGED', 1, true) then error(reply, 0) end
local user = redis.call('HGET', session, 'user')
remove()
return { 2, user and #user == 32 and user or '' }
