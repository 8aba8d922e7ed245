#pragma once
// A whole registry behind its routes, on either database, with an inspector that knows what ONNX
// begins with.

#include <boost/json.hpp>

#include "deploy/models/models.hpp"
#include "deploy/models/models_routes.hpp"
#include "deploy/models/models_store.hpp"
#include "deploy/models/test_archive.hpp"
#include "platform/api/sample_client.hpp"
#include "platform/sql/test_database.hpp"

namespace ontos {

/// An ONNX file begins with field 1, a varint: ir_version.
inline const std::string onnx_bytes = "\x08\x0a the rest of a model";

/// Stands for the runtime: refuses what cannot be ONNX, else tells what was declared.
inline ModelFacts inspect_first_bytes(const std::filesystem::path& folder,
                                      const ModelLayout& layout,
                                      const std::optional<Signature>& declared) {
    if (!content_of(folder / layout.model_file).starts_with("\x08"))
        throw Failure{FailureKind::invalid, layout.model_file + " is no ONNX model"};
    return {declared.value_or(Signature{}), layout};
}

class RegistryTest : public sql::DatabaseTest {
protected:
    void SetUp() override {
        sql::DatabaseTest::SetUp();
        if (!IsSkipped()) restart();
    }

    /// What a restart of the server does.
    void restart() {
        router_ = std::make_unique<api::Router>();
        models_.reset();
        artifacts_ = std::make_unique<ArtifactStore>(artifacts_folder(), clock_, random_);
        models_ = std::make_unique<Models>(ModelsParts{
            .database = database(),
            .clock = clock_,
            .random = random_,
            .artifacts = *artifacts_,
            .inspect =
                [this](const auto& folder, const auto& layout, const auto& declared) {
                    if (during_inspection_) during_inspection_();
                    return inspect_first_bytes(folder, layout, declared);
                },
            .endpoints_using = [this](sql::Transaction&,
                                      const ModelVersionRef& ref) { return used_by_[ref]; },
            .roots = ModelRoots{{folder_.path()}},
            .limits = {}});
        models_->recover();
        mount(*router_, *models_);
    }

    std::filesystem::path artifacts_folder() const { return folder_.path() / "artifacts"; }

    api::Reply get(const std::string& target) {
        return api::sample::get(*router_, "/api/v1/deployment/models" + target);
    }
    api::Reply send(const std::string& method, const std::string& target,
                    const std::string& body = {}, api::HeaderList headers = {}) {
        if (!body.empty()) headers.emplace_back("Content-Type", "application/json");
        return api::sample::send(*router_, {.method = method,
                                            .target = "/api/v1/deployment/models" + target,
                                            .body = body,
                                            .headers = std::move(headers)});
    }

    /// A part of a form as the server leaves it: a file on disk.
    api::FormPart file_part(const std::string& name, const std::string& content,
                            const std::string& file_name = "model.onnx") {
        const auto path = folder_.write("upload_" + std::to_string(++uploads_), content);
        return {name, {}, api::UploadedFile{path, file_name, content.size(), sha256_hex(content)}};
    }
    api::Reply upload(const std::string& model, std::vector<api::FormPart> form,
                      const std::string& key = {}) {
        api::HeaderList headers{{"Content-Type", "multipart/form-data; boundary=x"}};
        if (!key.empty()) headers.emplace_back("Idempotency-Key", key);
        return api::sample::send(*router_,
                                 {.method = "POST",
                                  .target = "/api/v1/deployment/models/" + model + "/versions",
                                  .headers = std::move(headers),
                                  .form = std::move(form)});
    }
    api::Reply upload_bare(const std::string& model, const std::string& content = onnx_bytes) {
        std::vector<api::FormPart> form;
        form.push_back(file_part("model", content));
        return upload(model, std::move(form));
    }

    std::int64_t count(const std::string& table) {
        return database().read([&](sql::Transaction& tx) {
            return tx.value<std::int64_t>("select count(*) from " + table).value_or(-1);
        });
    }
    void expect_nothing_left() {
        EXPECT_EQ(count("registered_models"), 0);
        EXPECT_EQ(count("model_versions"), 0);
        EXPECT_EQ(count("artifacts_in_doubt"), 0);
        EXPECT_EQ(files_below(artifacts_folder()), std::set<std::string>{});
    }

    TestFolder folder_;
    SystemClock clock_;
    SeededRandom random_{1};
    std::map<ModelVersionRef, std::vector<std::string>> used_by_;
    std::function<void()> during_inspection_;
    std::unique_ptr<ArtifactStore> artifacts_;
    std::unique_ptr<Models> models_;
    std::unique_ptr<api::Router> router_;
    int uploads_ = 0;
};

inline boost::json::value body_of(const api::Reply& reply) {
    return boost::json::parse(reply.body);
}
inline std::string text_at(const api::Reply& reply, std::string_view member) {
    return boost::json::value_to<std::string>(body_of(reply).at(member));
}
inline std::string header_of(const api::Reply& reply, std::string_view name) {
    for (const auto& [header, value] : reply.headers)
        if (header == name) return value;
    return {};
}

}  // namespace ontos
