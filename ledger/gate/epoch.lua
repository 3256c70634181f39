-- The epoch in force. Makes one where there is none (Redis is new, or was emptied), or where the caller gives one up.
--
-- KEYS[1]  epoch
-- ARGV[1]  nonce to be the epoch if one is made
-- ARGV[2]  epoch to give up, or ''
--
-- Returns the epoch.
local current = redis.call('GET', KEYS[1])
if current and current ~= ARGV[2] then
  return current
end
redis.call('SET', KEYS[1], ARGV[1])
return ARGV[1]
