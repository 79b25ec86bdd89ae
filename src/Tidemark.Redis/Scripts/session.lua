-- The record of a session, and the rules of the contract over it. Goes before every script that has a session as KEYS[1]; KEYS[2], if there is one, is the
-- index of its bucket.
-- Times and spans are microseconds, the greatest is forever; versions count from 1; ids are bytes. docs/design/redis.md draws the fields.
local PATIENCE, RESERVATION, MOST_WAITERS, UNTOLD = 3000000, 250000, 64, 86400000000
local NO_TOKEN = string.rep('\0', 24)
local ASK, MISSING = 0, 1

local session, due = KEYS[1], KEYS[2]

-- A command fails that is given another type, and what was written before it stays: so this is looked at before all.
if due then redis.call('ZCARD', due) end

local function later(time, span) return math.min(time + span, FOREVER) end

-- What the caller has learnt of the holder's life, which is in another slot: whose, under which lease, whether it is on, and since when.
local life = {}
if has(2) then
  life = { node = bytes(16), lease = bytes(16), on = bytes(1) == '\1', since = take('>I8') }
end

-- Lua passes some thousand arguments at most.
local function call(command, arguments)
  local answers = {}
  for first = 1, #arguments, 2000 do
    local last = math.min(first + 1999, #arguments)
    local answer = redis.call(command, session, unpack(arguments, first, last))
    if type(answer) == 'table' then
      for i = 1, last - first + 1 do answers[first + i - 1] = answer[i] end
    end
  end
  return answers
end

local function load()
  local f = redis.call('HMGET', session, 'format', 'version', 'created', 'life', 'used', 'token', 'hold', 'queue', 'commits', 'ended', 'due', 'user',
    'tells', 'claimed')
  if not f[1] then
    if redis.call('EXISTS', session) == 1 then error('FOREIGN', 0) end
    return nil
  end
  if f[1] ~= '1' then error('NEWER', 0) end
  local r = { version = tonumber(f[2]), created = tonumber(f[3]), life = f[4], used = tonumber(f[5]), token = f[6], hold = f[7], queue = f[8],
    commits = f[9] or '', ended = f[10], due = tonumber(f[11]), user = f[12], tells = f[13] == '1', claimed = tonumber(f[14] or 0) }
  r.idle, r.absolute = struct.unpack('>I8I8', r.life)
  r.holder = r.hold and string.sub(r.hold, 1, 16)
  return r
end

local function absolute_end(r) return later(r.created, r.absolute) end

local function idle_end(r) return math.min(later(r.used, r.idle), absolute_end(r)) end

local function knows_holder(r) return life.node == r.holder end

-- Whether it is over; nil if that is for the holder's life to say, which is not known.
local function is_over(r)
  if r.ended or now >= absolute_end(r) then return true end
  if now < idle_end(r) then return false end
  if not r.holder then return true end
  if not knows_holder(r) then return nil end
  return not (life.on and life.since < idle_end(r))
end

local function hold_of(node, purpose) return node .. struct.pack('>I8', now) .. purpose end

local function parse_queue(r)
  local queue = { reserved = 0 }
  local rest = r.queue
  if not rest or rest == '' then return queue end
  local place
  queue.reserved, place = struct.unpack('>I8', rest, 1)
  while place <= #rest do
    local waiter = { node = string.sub(rest, place, place + 15) }
    local length
    waiter.till, length, place = struct.unpack('>I8I2', rest, place + 16)
    waiter.purpose = string.sub(rest, place, place + length - 1)
    place = place + length
    queue[#queue + 1] = waiter
  end
  return queue
end

local function format_queue(queue)
  if #queue == 0 then return false end
  local parts = { struct.pack('>I8', queue.reserved) }
  for _, waiter in ipairs(queue) do
    parts[#parts + 1] = waiter.node .. struct.pack('>I8I2', waiter.till, #waiter.purpose) .. waiter.purpose
  end
  return table.concat(parts)
end

-- A time much further ahead than it can have been set was set before the clock went back.
local function is_ahead(time, span) return now < time and time - now <= 2 * span end

local function waits(waiter) return is_ahead(waiter.till, PATIENCE) end

local function only_live(queue)
  local live = { reserved = queue.reserved }
  for _, waiter in ipairs(queue) do
    if waits(waiter) then live[#live + 1] = waiter end
  end
  return live
end

local function has_others(queue, node)
  for _, waiter in ipairs(queue) do
    if waiter.node ~= node and waits(waiter) then return true end
  end
  return false
end

local function reserved_for(queue)
  local first = queue[1]
  return is_ahead(queue.reserved, RESERVATION) and first and waits(first) and first
end

local function offer(queue)
  local live = only_live(queue)
  live.reserved = later(now, RESERVATION)
  return live
end

local function channel_of(node)
  local hex = string.gsub(node, '.', function(byte) return string.format('%02x', string.byte(byte)) end)
  return string.match(session, '^(.*):{') .. ':node:' .. hex
end

local function name_of_session() return string.sub(session, -43) end

local function recall(node, token) redis.call('PUBLISH', channel_of(node), 'R' .. name_of_session() .. token) end

local function free(waiter) redis.call('PUBLISH', channel_of(waiter.node), 'F' .. name_of_session()) end

-- The index says when to look whether a session is over. Uses leave it alone: it is moved when it has come, or when a session is to end sooner.
local function is_index_late(r) return now >= r.due or idle_end(r) < r.due end

-- Without sweeps a session goes by itself, some time after it can have been used last.
local function index(r, time)
  r.due = time
  redis.call('HSET', session, 'due', text(time))
  redis.call('ZADD', due, text(time), name_of_session())
  local last = math.min(absolute_end(r), later(math.max(time, now), r.idle))
  local slack = r.tells and 2 * UNTOLD or UNTOLD / 24
  local left = math.min(math.floor((last - now + slack) / 1000), 31536000000)
  redis.call('PEXPIRE', session, text(left))
  if redis.call('PTTL', due) < left then redis.call('PEXPIRE', due, text(left)) end
end

local function remove()
  redis.call('DEL', session)
  redis.call('ZREM', due, name_of_session())
end

local function remove_attributes()
  local erase = {}
  for _, field in ipairs(redis.call('HKEYS', session)) do
    if string.match(field, '^[abp]:') then erase[#erase + 1] = field end
  end
  call('HDEL', erase)
end

-- Why and when it ended that is over: it was idle long before its absolute end unless a live node kept it until then. Nil if that is not known.
local function end_of(r)
  if r.ended then
    local reason, time = string.match(r.ended, '^(%d+) (%d+)$')
    return tonumber(reason), tonumber(time)
  end
  local idle, absolute = idle_end(r), absolute_end(r)
  if idle == absolute then return 1, absolute end
  if not r.holder then return 0, idle end
  if not knows_holder(r) then return nil end
  if life.on and life.since < idle then return 1, absolute end
  return 0, idle
end

-- The attributes that are newer than a version, each followed by what is newer of its chain, and the names of the others.
local function read_attributes(known, reply)
  local names, heads = {}, {}
  for _, field in ipairs(redis.call('HKEYS', session)) do
    if string.sub(field, 1, 2) == 'a:' then
      names[#names + 1] = string.sub(field, 3)
      heads[#heads + 1] = field
    end
  end
  if #names == 0 then return end
  local ends = call('HMGET', heads)
  for i, name in ipairs(names) do
    local version, _, patches, base = string.match(ends[i], '^(%d+) (%d+) (%d+) (%d+)$')
    if tonumber(version) <= known then
      reply[#reply + 1] = { name }
    else
      local attribute = { name, version, base, false }
      if tonumber(base) > known then attribute[4] = redis.call('HGET', session, 'b:' .. name) end
      for number = 1, tonumber(patches) do
        local patch = redis.call('HGET', session, 'p:' .. number .. ':' .. name)
        if struct.unpack('>I8', patch, 1) > known then attribute[#attribute + 1] = patch end
      end
      reply[#reply + 1] = attribute
    end
  end
end

local function state_of(r, known, reply)
  reply[#reply + 1] = text(r.version)
  reply[#reply + 1] = text(r.created)
  reply[#reply + 1] = text(now)
  reply[#reply + 1] = r.life
  reply[#reply + 1] = text(r.used)
  reply[#reply + 1] = r.user or ''
  read_attributes(known > r.version and 0 or known, reply)
  return reply
end
