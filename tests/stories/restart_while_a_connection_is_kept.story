# A device asks for one file after another on one connection (HTTP keep-alive), and the sensor is killed, and stopped,
# between them. It is one contact, and what comes after the restart is its own.
at 2024-10-02T08:00:00Z
device desk 10.20.30.40 02:5a:17:00:00:17

desk opens http to 198.51.100.7 name s07.upd.kaspersky.com path /index
server replies 200 1KiB
killed
passes 2s
desk names s07.upd.kaspersky.com
server replies 200 2KiB
restart
passes 2s
desk names s07.upd.kaspersky.com
server replies 200 40KiB
passes 11s
expect alert opened device desk count 1 evidence answered
expect alert escalated device desk count 1 evidence transferred
expect device desk service update after.count 1
desk opens http to 198.51.100.7 name s07.upd.kaspersky.com
passes 1s
expect device desk service update after.count 2
