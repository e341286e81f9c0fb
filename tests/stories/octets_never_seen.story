# The mirror loses the middle of a download: of 60 KiB three packets are seen. Sequence numbers tell how
# much there was.
at 2024-10-02T08:00:00Z
device desk 10.20.30.40 02:5a:17:00:00:17
device resolver 10.20.30.1 02:5a:17:00:00:01

desk asks s07.upd.kaspersky.com of resolver
resolver answers 198.51.100.7 ttl 300
desk opens tls to 198.51.100.7 name s07.upd.kaspersky.com
server sends hello
mirror nothing
server sends 60KiB
mirror both
server sends 1KiB
desk closes
passes 20s
expect alert opened device desk evidence transferred bytes_down >=60KiB
