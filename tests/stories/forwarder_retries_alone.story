# The client asks once; the forwarder retries upstream at 3 s and 6 s.
at 2024-10-02T08:00:00Z
device desk 10.20.30.40 02:5a:17:00:00:17
device other 10.20.30.41 02:5a:17:00:00:18
device fw 10.20.30.53 02:5a:17:00:00:53
device resolver 10.20.30.1 02:5a:17:00:00:01
desk asks s07.upd.kaspersky.com of fw
fw asks s07.upd.kaspersky.com of 9.9.9.9
passes 3s
fw asks s07.upd.kaspersky.com of 9.9.9.9
passes 3s
fw asks s07.upd.kaspersky.com of 1.1.1.1
1.1.1.1 answers 198.51.100.7
fw answers 198.51.100.7 to desk
passes 11s
expect alert opened device desk via 10.20.30.53 count 1 evidence resolved
expect no alert
expect no device fw
