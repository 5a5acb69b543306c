"""The sample Azure: a local server that answers as Azure does.

Nothing outside this package is imported here, and importing this package alone does not import
aiohttp: :mod:`data.emulator.child` must be cheap for the dashboard's process.
"""
