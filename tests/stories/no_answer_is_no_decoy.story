# Where no answer was seen (DNS is encrypted, or the answer was given long ago) nothing contradicts the
# name, and it counts.
at 2024-10-02T08:00:00Z
device desk 10.20.30.40 02:5a:17:00:00:17
device other 10.20.30.41 02:5a:17:00:00:18
device resolver 10.20.30.1 02:5a:17:00:00:01

desk opens tls to 198.51.100.7 name s07.upd.kaspersky.com
server sends 40KiB
passes 20s
expect alert opened device desk evidence transferred
