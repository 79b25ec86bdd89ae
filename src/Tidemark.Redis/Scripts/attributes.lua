-- Chains of attributes: a: the version, the length and the number of patches of its end, and the version of its base; b: the base; p: each patch. Needs no
-- other part.
local HEAD = '>I8I4I4I8'

-- Lua passes some thousand arguments at most.
local function call(command, arguments)
  local answers = {}
  for first = 1, #arguments, 2000 do
    local last = math.min(first + 1999, #arguments)
    local answer = redis.call(command, KEYS[1], unpack(arguments, first, last))
    if type(answer) == 'table' then
      for i = 1, last - first + 1 do answers[first + i - 1] = answer[i] end
    end
  end
  return answers
end

-- The names of all attributes, each after its length: patches are many, and a list of all fields would be long.
local function read_names(stored)
  local names, place = {}, 1
  while stored and place <= #stored do
    local length
    length, place = struct.unpack('>I2', stored, place)
    names[#names + 1] = string.sub(stored, place, place + length - 1)
    place = place + length
  end
  return names
end

local function format_names(names)
  local parts = {}
  for i, name in ipairs(names) do parts[i] = struct.pack('>I2', #name) .. name end
  return table.concat(parts)
end

local function heads_of(names)
  local heads = {}
  for i, name in ipairs(names) do heads[i] = 'a:' .. name end
  return call('HMGET', heads)
end

-- The fields of a chain of so many patches.
local function fields_of(name, patches, fields)
  fields[#fields + 1] = 'a:' .. name
  fields[#fields + 1] = 'b:' .. name
  for number = 1, patches do fields[#fields + 1] = 'p:' .. number .. ':' .. name end
end

local function remove_attributes()
  local names, erase = read_names(redis.call('HGET', KEYS[1], 'names')), { 'names' }
  local heads = heads_of(names)
  for i, name in ipairs(names) do
    local _, _, patches = struct.unpack(HEAD, heads[i])
    fields_of(name, patches, erase)
  end
  call('HDEL', erase)
end

-- The patches of a chain that are newer than a version, oldest first. There are no more of them than versions since.
local function newer_patches(name, count, version, known)
  local fields = {}
  for number = math.max(count - (version - known) + 1, 1), count do fields[#fields + 1] = 'p:' .. number .. ':' .. name end
  local patches = call('HMGET', fields)
  while patches[1] and struct.unpack('>I8', patches[1]) <= known do table.remove(patches, 1) end
  return patches
end

-- What a node is sent of a session: its record, the time, its user, the names of all attributes, then those that are newer than the version it knows, each
-- with what is newer of its chain.
local function state_of(record, now, user, names, version, known, reply)
  for _, part in ipairs({ record, now, user, names }) do reply[#reply + 1] = part end
  if known == version then return reply end
  if known > version then known = 0 end
  names = read_names(names)
  for i, head in ipairs(heads_of(names)) do
    local version, _, patches, base = struct.unpack(HEAD, head)
    if version > known then
      local attribute = { names[i], version, base, base > known and redis.call('HGET', KEYS[1], 'b:' .. names[i]) }
      for _, patch in ipairs(newer_patches(names[i], patches, version, base > known and 0 or known)) do attribute[#attribute + 1] = patch end
      reply[#reply + 1] = attribute
    end
  end
  return reply
end
