// All that the form takes from npm; what is not named here is left out of the bundle.
export { Validator, format as formats } from "@cfworker/json-schema";
export { Document, Scalar, visit } from "yaml";
