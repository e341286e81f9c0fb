# The proxy answers CONNECT with 403: the device is told with the way in which it was blocked, and no update took place.
at 2024-10-02T08:00:00Z
device desk 10.20.30.40 02:5a:17:00:00:17

desk opens proxy to 10.20.30.8:3128 name s07.upd.kaspersky.com
server replies 403 2KiB
passes 11s
expect alert opened device desk via 10.20.30.8 evidence answered blocked blockpage count 1
