# The same router, whose packet begins its way here (TTL 64): it is the caller, and nobody behind it.
at 2024-10-02T08:00:00Z
device nat 10.20.30.9 02:5a:17:00:00:09

nat arps
nat opens tls to 198.51.100.7 name s07.upd.kaspersky.com
passes 11s
expect alert opened device nat behind none
