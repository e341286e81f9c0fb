# The forwarder asks in letters of its own (0x20), tries again, and follows an alias: all of it is for the device that asked.
at 2024-10-02T08:00:00Z
device desk 10.20.30.40 02:5a:17:00:00:17
device forwarder 10.20.30.53 02:5a:17:00:00:53

desk asks s07.upd.kaspersky.com of forwarder
forwarder asks S07.uPd.KasPersky.cOm of 9.9.9.9
at +2s forwarder asks s07.UPD.kaspersky.com of 9.9.9.9
9.9.9.9 answers 198.51.100.7 alias edge.example.net
forwarder answers 198.51.100.7 alias edge.example.net to desk
passes 11s
expect alert opened device desk via 10.20.30.53 count 1
expect no device forwarder
