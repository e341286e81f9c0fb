# A second before the new year in Berlin the supplier's way in is still a contract's; its cloud is until April.
# covers: example-own-cutoff/remote-access silent
# covers: example-own-cutoff/cloud silent
at 2025-12-31T23:59:59+01:00
config:
  determinations: [example-own-cutoff]
device controller 10.77.0.12 02:5a:17:77:00:12

controller opens tls to 203.0.113.12:443 name connect.cloud.example
passes 30s
controller opens tls to 203.0.113.13:8883 name node4.cloud.example
server sends 10KiB
passes 1min
expect no alert
expect device controller service remote-access state before-cutoff before.count 1 after.count 0
expect device controller service cloud state before-cutoff
