-- Takes points from a card, which has a million of them when it is first seen.
--
-- KEYS[1]  the card's points
-- ARGV[1]  points, 0 for a receipt that spends none
--
-- Returns what is left, or -1: not enough.
local left = tonumber(redis.call('GET', KEYS[1]) or '1000000') - tonumber(ARGV[1])
if left < 0 then
  return -1
end
redis.call('SET', KEYS[1], left)
return left
