# Someone reads the vendor's web site: information is exempt, and nobody is told.
# covers: us-icts-2021-002/ksn silent
at 2024-10-02T08:00:00Z
device desk 10.20.30.40 02:5a:17:00:00:17
device resolver 10.20.30.1 02:5a:17:00:00:01

desk asks www.kaspersky.com of resolver
resolver answers 198.51.100.9
desk opens tls to 198.51.100.9 name www.kaspersky.com hybrid
server sends 200KiB
passes 1h
expect no alert
expect device desk service information state exempt after.count 1
