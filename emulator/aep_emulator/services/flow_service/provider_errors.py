"""What the sources behind Flow Service refuse: their own catalogue beside that of Flow Service.

Documented: help/sources/errors/sources-errors.md for codes, titles and messages. Some numbers are in both catalogues;
the title tells them apart: it is "Bad Request" for every row of this one and for none of Flow Service's.
Assumed: the rest of the body is that of Flow Service's own errors, with its `FLOW-` before the code, since no page
shows an answer with an error of a source. What would be accepted follows the documented message.
"""

from __future__ import annotations

from typing import Any

from aep_emulator.services.flow_service.errors import FlowServiceError

_TITLE = "Bad Request"

_MESSAGES = {
    "1317-400": "The provided schedule params are empty but should not be empty. Please provide valid schedule params "
    "and try again.",
    "1331-400": "Column Delimiter cannot be more than one character in SourceConnection: {sourceConnection}. Please "
    "provide valid column delimiter and try again.",
    "1332-400": "The source connection request with the connectionSpecId: {connectionSpecId} cannot have a "
    "baseConnectionId. Please remove the baseConnectionId and try again.",
    "1336-400": "Explore connection is not supported for connection spec ID: {connectionSpecId}. Please provide "
    "supported connection spec id and try again.",
    "1337-400": "The {QueryParam} cannot be empty for objectType={objectType}. Please provide valid {QueryParam} and "
    "try again.",
    "1340-400": "An error occurred while parsing {time}. Please check the time format provided in the request and try "
    "again.",
    "1353-400": "The filter at source is not yet supported for {connectorType} connector. Please check the supported "
    "connectors in the documentation: "
    "https://experienceleague.adobe.com/docs/experience-platform/sources/api-tutorials/filter.html.",
    "1358-400": "The provided param 'objectType' is invalid. Please provide a valid objectType and try again.",
    "1362-400": "Interval cannot be less than {minInterval}. Please provide a valid interval value and try again.",
    "1364-400": "The backfill flag is not allowed when frequency is set to one. Please remove the backfill flag when "
    "frequency is set to once and try again.",
    "1366-400": "The start time has passed and the update operation is no longer allowed.",
    "1374-400": "The query parameters provided are invalid. You cannot have the determineProperties flag and "
    "user-defined properties in the same request. Please correct your request and try again.",
    "1381-400": "WindowEndTime={endTime} cannot be before Window StartTime={startTime}. Please provide a valid end "
    "time and try again.",
    "1382-400": "The delta column should match the value present in the flow's Copy transformations. Please provide a "
    "valid delta column and try again.",
    "1383-400": "The delta column is missing in the params received for creating a flow run. Please provide delta "
    "column in params and try again.",
    "1386-400": "The flowId={flowId} with scheduleParams frequency={frequency} is not supported for creating flow "
    "runs. Please provide a valid frequency and try again.",
    "1397-400": "The provided frequency : {frequency} is invalid. Please provide a valid frequency and try again.",
    "1403-400": "The start time has passed and you can no longer change the frequency to once.",
    "1404-400": "The start time has passed and you can no longer update backfill.",
    "1705-400": "The provided data landing zone action is unsupported. Please provide a valid action and try again.",
    "1710-400": "The provided landing zone of type: {landingZoneUseCase} is not supported. Please provide a valid "
    "landing zone type and try again.",
}
_SHOWN_CHARACTERS = 200


def refused(code: str, hint: str = "", **values: Any) -> FlowServiceError:
    """400 with the catalogue's message for the code, its `values` filled in, and a hint of our own behind it."""
    message = _MESSAGES[code].format_map({name: str(value)[:_SHOWN_CHARACTERS] for name, value in values.items()})
    return told(code, f"{message} {hint}".rstrip())


def told(code: str, detail: str) -> FlowServiceError:
    """400 with the catalogue's code and title, and a message of our own that says more than the catalogue's."""
    return FlowServiceError(code, _TITLE, detail)
