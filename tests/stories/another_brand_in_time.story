# The same gateway, in the last hour in which its supplier may still be served: recorded, and not told.
# covers: us-icts-2021-002/resale-integration-licensing silent
at 2024-09-28T23:10:00-04:00
device gateway 192.168.7.1 02:5a:17:07:00:01

gateway asks kav8.checkpoint.com of 9.9.9.9
9.9.9.9 answers 203.0.113.80 ttl 60
gateway opens http to 203.0.113.80 name kav8.checkpoint.com path /bases/index.xml
server sends 90KiB
gateway closes
passes 20min
expect no alert
expect device gateway service white-label prohibited true state before-cutoff before.count 1 after.count 0
