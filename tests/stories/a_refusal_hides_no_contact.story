# The update server itself may refuse (403): the contact is counted like any other, and escalates when the next request is served.
at 2024-10-02T08:00:00Z
device desk 10.20.30.40 02:5a:17:00:00:17

desk opens http to 198.51.100.7 name p07.upd.kaspersky.com
server replies 403 2KiB
passes 11s
expect alert opened device desk evidence answered blocked blockpage count 1

passes 1h
desk opens http to 198.51.100.7 name p07.upd.kaspersky.com
server replies 200 40KiB
passes 11s
expect alert escalated device desk evidence transferred blocked none count 2
