# A connection is counted for the address that the device was answered; the sensor is killed; then the hello comes.
# It is the same contact.
at 2024-10-02T08:00:00Z
device desk 10.20.30.40 02:5a:17:00:00:17
device resolver 10.20.30.1 02:5a:17:00:00:01

desk asks s07.upd.kaspersky.com of resolver
resolver answers 198.51.100.7 ttl 300
passes 1min
expect alert opened device desk evidence resolved count 1
desk opens tcp to 198.51.100.7:443
passes 20s
expect alert escalated device desk evidence contacted count 1
killed
passes 1s
desk names s07.upd.kaspersky.com
server sends 40KiB
passes 20s
expect alert escalated device desk evidence transferred count 1
expect device desk service update after.count 1
