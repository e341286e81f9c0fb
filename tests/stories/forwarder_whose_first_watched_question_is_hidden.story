# The office's forwarder relays for a client that stands elsewhere, right from the start; a visible client asks ordinary names. Then the hidden one calls, first of all.
at 2024-10-02T08:00:00Z
device desk 10.20.30.40 02:5a:17:00:00:17
device fw 10.20.30.1 02:5a:17:00:00:01
desk asks www.example.org of fw
fw asks www.example.org of 9.9.9.9
9.9.9.9 answers 198.51.100.20
fw answers 198.51.100.20
fw asks s07.upd.kaspersky.com of 9.9.9.9
9.9.9.9 answers 198.51.100.7
passes 11s
desk asks s08.upd.kaspersky.com of fw
fw asks s08.upd.kaspersky.com of 9.9.9.9
passes 11s
expect alert opened device fw behind 10.20.30.1
expect alert opened device desk
