// Where the data plane is found: one raw route and its description.
#include "deploy/predictions/predictions.hpp"

#include <boost/json.hpp>

namespace ontos {
namespace {

namespace json = boost::json;

json::object input_forms() {
    const json::object any_rows{{"type", "array"}, {"items", json::object{}}};
    return {{"inputs",
             {{"description",
               "One row as an object, rows as an array of objects or arrays, columns as an "
               "object of arrays, or a nested array of numbers."}}},
            {"dataframe_split",
             {{"type", "object"}, {"description", "pandas: {columns, data, index?}."}}},
            {"dataframe_records", any_rows},
            {"instances", any_rows},
            {"client_request_id",
             {{"type", "string"},
              {"description", "The client's own name of the query, kept in the request log."}}},
            {"params", {{"type", "object"}}}};
}

json::object answer_schema() {
    return {
        {"type", "object"},
        {"required", {"predictions", "endpoint", "served_entity", "model_version", "request_id"}},
        {"properties",
         {{"predictions",
           {{"type", "array"},
            {"items", json::object{}},
            {"description",
             "One for each row: the label of a classifier, a number, an array, "
             "or an object by output name."}}},
          {"probabilities",
           {{"type", "array"},
            {"items",
             {{"type", "object"},
              {"additionalProperties", {{"type", json::array{"number", "null"}}}}}},
            {"description", "For classifiers: probability by label, one object a row."}}},
          {"warnings", {{"type", "array"}, {"items", {{"type", "string"}}}}},
          {"endpoint", {{"type", "string"}}},
          {"served_entity", {{"type", "string"}}},
          {"model_version", {{"type", "string"}}},
          {"request_id", {{"type", "string"}}}}}};
}

json::object parameter(std::string_view name, std::string_view where, std::string_view type,
                       std::string_view meaning) {
    return {{"name", name},
            {"in", where},
            {"required", where == "path"},
            {"description", meaning},
            {"schema", {{"type", type}}}};
}

json::array parameters() {
    return {parameter("endpoint_name", "path", "string", "Name or id of the endpoint."),
            parameter("X-Request-Timeout-Ms", "header", "integer",
                      "Time limit of this request; at most the endpoint's."),
            parameter("X-Session-Id", "header", "string",
                      "What a split by session sticks to; kept in the request log.")};
}

json::object text_header(std::string_view meaning) {
    return {{"description", meaning}, {"schema", {{"type", "string"}}}};
}

json::object description() {
    const json::object body_schema{{"type", "object"}, {"properties", input_forms()}};
    const json::object headers{
        {"served-model-name", text_header("Name of the served entity that answered.")},
        {"x-ontos-revision", text_header("Revision of the endpoint that answered.")},
        {"x-ontos-variant", text_header("The served entity, when traffic is split.")},
        {"server-timing", text_header("Milliseconds in the model and in the server.")}};
    return {
        {"description",
         "Scores rows with the endpoint's model. Exactly one of `inputs`, `dataframe_split`, "
         "`dataframe_records` and `instances` must be sent. NaN and infinity are answered as "
         "null. Rows that do not fit the signature are 400 and name row, column, expected and "
         "found. Rows that fit it, but hold a value on which the model fails, such as an unknown "
         "category, are 422 `model_refused_input` with the runtime's reason. A model that fails "
         "without ever having answered is 500."},
        {"parameters", parameters()},
        {"requestBody",
         {{"required", true},
          {"content",
           {{"application/json",
             {{"schema", body_schema},
              {"example", {{"inputs", {{{"mean radius", 14.1}, {"mean texture", 19.3}}}}}}}}}}}},
        {"responses",
         {{"200",
           {{"description", "The predictions, in the order of the rows."},
            {"headers", headers},
            {"content", {{"application/json", {{"schema", answer_schema()}}}}}}}}}};
}

}  // namespace

void mount(api::Router& router, Predictions& predictions) {
    router.mount(api::RawRoute{.method = api::Method::post,
                               .path = "/deployment/endpoints/{endpoint_name}/query",
                               .name = "query_endpoint",
                               .summary = "Query a serving endpoint.",
                               .right = api::Right::query,
                               .body = {.kind = api::BodyPolicy::Kind::buffered,
                                        .max_bytes = api::Limits{}.json_body_bytes,
                                        .file_parts = {}},
                               .handler = &predictions,
                               .description = description()},
                 "Predictions");
}

}  // namespace ontos
