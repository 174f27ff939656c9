"""AWS on loopback: an HTTP server that real boto3 and PyAthena talk to, over a list of records.

Start it with `tests.aws_double.fixture.running_double`, or from a shell with
`python -m tests.aws_double`. It follows what is documented of each service,
limits and refusals included; its services share no code with trailview.
"""
