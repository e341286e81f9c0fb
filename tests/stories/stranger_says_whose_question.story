# A device that is no forwarder adds somebody's MAC to its question: nobody but itself is named.
at 2024-10-02T08:00:00Z
device liar 10.20.30.66 02:5a:17:00:00:66

liar arps
liar asks s07.upd.kaspersky.com of 9.9.9.9 client-mac 02:5a:17:00:00:17
9.9.9.9 answers 198.51.100.7
passes 11s
expect alert opened device liar via none
