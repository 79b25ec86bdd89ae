local function signals()
  local function channel_of(node)
    local hex = string.gsub(node, '.', function(byte) return string.format('%02x', string.byte(byte)) end)
    return string.match(session, '^(.*):{') .. ':node:' .. hex
  end
  return {
    recall = function(node, token) redis.call('PUBLISH', channel_of(node), 'R' .. name_of_session() .. token) end,
    free = function(waiter) redis.call('PUBLISH', channel_of(waiter.node), 'F' .. name_of_session()) end,
  }
end
