#pragma once
// What clients send to the registry.

#include "deploy/models/names.hpp"
#include "deploy/models/signature.hpp"
#include "platform/api/route.hpp"

namespace ontos {

struct ModelPath {
    std::string model_name;

    static constexpr auto fields(auto...) {
        return std::array{api::field<&ModelPath::model_name>(
            "catalog.schema.model.", api::pattern(three_part_name),
            api::max_length(full_name_length_max))};
    }
};

struct VersionPath {
    std::string model_name;
    std::string version;

    static constexpr auto fields(auto...) {
        return std::array{api::field<&VersionPath::model_name>(
                              "catalog.schema.model.", api::pattern(three_part_name),
                              api::max_length(full_name_length_max)),
                          api::field<&VersionPath::version>("Number of the version.",
                                                            api::pattern(version_pattern))};
    }
};

struct AliasPath {
    std::string model_name;
    std::string alias;

    static constexpr auto fields(auto...) {
        return std::array{
            api::field<&AliasPath::model_name>("catalog.schema.model.",
                                               api::pattern(three_part_name),
                                               api::max_length(full_name_length_max)),
            api::field<&AliasPath::alias>(
                "Letters, digits, _ and -; not `latest`, nor a number, nor v and a number.",
                api::pattern(alias_pattern), api::max_length(alias_length_max))};
    }
};

struct ModelsQuery {
    std::optional<std::string> catalog;
    std::int64_t limit = 1000;
    std::optional<std::string> cursor;

    static constexpr auto fields(auto...) {
        return std::array{
            api::option<&ModelsQuery::catalog>("Only models of this catalog.",
                                               api::max_length(255)),
            api::option<&ModelsQuery::limit>("At most so many; the next ones are behind `Link`.",
                                             api::minimum(1), api::maximum(1000)),
            api::option<&ModelsQuery::cursor>("Where to go on, as `Link` says.",
                                              api::pattern(three_part_name),
                                              api::max_length(full_name_length_max))};
    }
};

struct VersionsQuery {
    std::int64_t limit = 1000;
    std::optional<std::string> cursor;

    static constexpr auto fields(auto...) {
        return std::array{
            api::option<&VersionsQuery::limit>("At most so many; the next ones are behind `Link`.",
                                               api::minimum(1), api::maximum(1000)),
            api::option<&VersionsQuery::cursor>("Where to go on, as `Link` says.",
                                                api::pattern(version_pattern))};
    }
};

struct NewModel {
    std::string full_name;
    std::string description;

    static constexpr auto fields(auto...) {
        return std::array{
            api::field<&NewModel::full_name>("catalog.schema.model.", api::pattern(three_part_name),
                                             api::max_length(full_name_length_max),
                                             api::example(R"("main.oncology.tumour_classifier")")),
            api::option<&NewModel::description>("What it is for.",
                                                api::max_length(description_length_max))};
    }
};

struct ModelChange {
    api::Patch<std::string> description;
    api::Patch<std::string> owner;
    api::Patch<Tags> tags;

    static constexpr auto fields(auto...) {
        return std::array{
            api::option<&ModelChange::description>("What it is for; null empties it.",
                                                   api::max_length(description_length_max)),
            api::option<&ModelChange::owner>("Who answers for it.", api::max_length(255)),
            api::option<&ModelChange::tags>(
                "All tags: what is not named is gone. Keys to 250 bytes, values to 5,000.",
                api::max_members(tags_max))};
    }
};

struct VersionChange {
    api::Patch<std::string> description;
    api::Patch<Tags> tags;

    static constexpr auto fields(auto...) {
        return std::array{
            api::option<&VersionChange::description>("What is new in it; null removes it.",
                                                     api::max_length(description_length_max)),
            api::option<&VersionChange::tags>(
                "All tags: what is not named is gone. Keys to 250 bytes, values to 5,000.",
                api::max_members(tags_max))};
    }
};

struct NewVersion {
    std::optional<api::UploadedFile> model;
    std::optional<std::string> path;
    std::optional<Signature> signature;
    std::optional<api::UploadedFile> baseline;
    std::optional<std::string> description;
    std::optional<std::string> run_id;

    static constexpr auto fields(auto...) {
        return std::array{
            api::option<&NewVersion::model>(
                "An .onnx file, or a zip, tar or tar.gz of an MLflow model directory."),
            api::option<&NewVersion::path>(
                "Instead of `model`: a file or folder below the server's --model-roots.",
                api::max_length(4096)),
            api::option<&NewVersion::signature>(
                "JSON; instead of the signature in MLmodel, or of none."),
            api::option<&NewVersion::baseline>(
                "CSV or Parquet of the training rows, with the inputs' names as columns. Parquet "
                "is "
                "kept as CSV: what is said of its row n names line n + 1."),
            api::option<&NewVersion::description>("What is new in it.",
                                                  api::max_length(description_length_max)),
            api::option<&NewVersion::run_id>("MLflow run that made it.",
                                             api::pattern(run_id_pattern),
                                             api::max_length(run_id_length_max))};
    }
};

struct AliasTarget {
    std::string version;

    static constexpr auto fields(auto...) {
        return std::array{api::field<&AliasTarget::version>(
            "Number of a READY version.", api::pattern(version_pattern), api::example(R"("1")"))};
    }
};

}  // namespace ontos
