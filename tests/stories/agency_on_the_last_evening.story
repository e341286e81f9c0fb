# The evening before: the connection begins at two seconds to midnight in Washington, and goes on after it.
# covers: us-bod-17-01/branded-products silent
at 2017-12-11T23:59:58-05:00
config:
  determinations: [us-bod-17-01]
device files 10.8.0.25 02:5a:17:08:00:25

files opens tls to 198.51.100.8 name ds.kaspersky.com
passes 4s
server sends 30KiB
passes 1min
expect no alert
expect device files service telemetry state before-cutoff before.count 1 after.count 0 evidence transferred
