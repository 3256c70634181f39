-- Reserves, for one receipt, points that are neither spent, nor held, nor reserved by other receipts. Provisional:
-- Postgres decides in the end. The same receipt again replaces what it reserved.
--
-- KEYS[1]  the party's snapshot
-- KEYS[2]  the party's reservations
-- ARGV[1]  receipt
-- ARGV[2]  points
-- ARGV[3]  milliseconds to keep the reservation
--
-- Returns 1: reserved, 0: insufficient, -1: the party's points are not known here.
local available = string.match(redis.call('GETRANGE', KEYS[1], 0, 40), '^%d+ (%d+) ')
if not available then
  return -1
end
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local others = 0
local reservations = redis.call('HGETALL', KEYS[2])
for i = 1, #reservations, 2 do
  local points, expiry = string.match(reservations[i + 1], '^(%d+) (%d+)$')
  if tonumber(expiry) <= now then
    redis.call('HDEL', KEYS[2], reservations[i])
  elseif reservations[i] ~= ARGV[1] then
    others = others + tonumber(points)
  end
end
if others + tonumber(ARGV[2]) > tonumber(available) then
  return 0
end
redis.call('HSET', KEYS[2], ARGV[1], ARGV[2] .. ' ' .. string.format('%.0f', now + tonumber(ARGV[3])))
if redis.call('PTTL', KEYS[2]) < tonumber(ARGV[3]) then
  redis.call('PEXPIRE', KEYS[2], ARGV[3])
end
return 1
