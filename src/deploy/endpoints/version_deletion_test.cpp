// A version is deleted while it is deployed: one of the two is refused, on the real registry.
#include <barrier>
#include <thread>

#include "deploy/endpoints/test_endpoints.hpp"
#include "deploy/models/local_registry.hpp"
#include "deploy/models/models_routes.hpp"
#include "deploy/models/test_registry.hpp"

namespace ontos {
namespace {

using testing::HasSubstr;

/// The real registry; what a test sets happens once, after the next version was looked up.
class InterruptedRegistry final : public ModelRegistry {
public:
    explicit InterruptedRegistry(LocalRegistry& real) : real_{real} {}
    RegisteredVersion resolve(const std::string& full_name, const std::string& version) override {
        auto found = real_.resolve(full_name, version);
        if (after_next_resolve) std::exchange(after_next_resolve, {})();
        return found;
    }
    void require_there(sql::Transaction& tx, const RegisteredVersion& version) override {
        real_.require_there(tx, version);
    }
    std::filesystem::path fetch(const RegisteredVersion& version) override {
        return real_.fetch(version);
    }
    bool is_intact(const RegisteredVersion& version) override { return real_.is_intact(version); }

    std::function<void()> after_next_resolve;

private:
    LocalRegistry& real_;
};

class VersionDeletions : public sql::DatabaseTest {
protected:
    void SetUp() override {
        sql::DatabaseTest::SetUp();
        if (IsSkipped()) return;
        artifacts_ = std::make_unique<ArtifactStore>(folder_.path() / "artifacts", clock_, random_);
        real_ = std::make_unique<LocalRegistry>(database(), *artifacts_);
        registry_ = std::make_unique<InterruptedRegistry>(*real_);
        models_ = std::make_unique<Models>(ModelsParts{.database = database(),
                                                       .clock = clock_,
                                                       .random = random_,
                                                       .artifacts = *artifacts_,
                                                       .inspect = inspect_first_bytes,
                                                       .endpoints_using = endpoints_that_need,
                                                       .roots = ModelRoots{{}},
                                                       .limits = {}});
        server_ = std::make_unique<TestServer>(database(), *registry_, backend_, clock_, random_);
        mount(server_->router(), *models_);
    }

    /// Of m.s.fraud, with content of its own; its number.
    std::string register_version() {
        const auto name = std::to_string(++registered_) + ".onnx";
        const auto file = folder_.write(name, onnx_bytes + name);
        return models_->register_folder("m.s.fraud", file, {}, {"ann", "req-1"}).version;
    }
    Answer remove_version(const std::string& version) {
        return server_->remove("/models/m.s.fraud/versions/" + version);
    }

    TestFolder folder_;
    SystemClock clock_;
    SystemRandom random_;
    FakeBackend backend_;
    std::unique_ptr<ArtifactStore> artifacts_;
    std::unique_ptr<LocalRegistry> real_;
    std::unique_ptr<InterruptedRegistry> registry_;
    std::unique_ptr<Models> models_;
    std::unique_ptr<TestServer> server_;
    int registered_ = 0;
};

INSTANTIATE_TEST_SUITE_P(on, VersionDeletions, sql::engines(), sql::engine_name);

TEST_P(VersionDeletions, a_version_that_goes_after_it_was_looked_up_is_not_deployed) {
    register_version();
    const auto version = register_version();
    registry_->after_next_resolve = [&] { EXPECT_EQ(remove_version(version).status, 204); };
    const auto refused = server_->deploy(version);
    EXPECT_EQ(refused.status, 404);
    EXPECT_EQ(refused.text("/code"), "version_not_found");
    EXPECT_THAT(refused.text("/detail"), HasSubstr("it has 1"));
    EXPECT_EQ(server_->get("/endpoints/fraud").status, 404);
    EXPECT_EQ(server_->get("/deployments").text("/total"), "0");
}

TEST_P(VersionDeletions, of_a_deploy_and_a_deletion_at_once_one_is_refused) {
    for (int round = 0; round < 20; ++round) {
        const auto version = register_version();
        const auto name = "fraud-" + version;
        Answer deployed, removed;
        std::barrier start{2};
        {
            const std::jthread deployer{[&] {
                start.arrive_and_wait();
                deployed =
                    server_->post("/deploy", R"({"model_name":"m.s.fraud","endpoint_name":")" +
                                                 name + R"(","model_version":")" + version + "\"}");
            }};
            start.arrive_and_wait();
            removed = remove_version(version);
        }
        if (removed.status == 204) {
            EXPECT_EQ(deployed.status, 404) << deployed.body;
            EXPECT_EQ(server_->get("/endpoints/" + name).status, 404);
            continue;
        }
        EXPECT_EQ(removed.status, 409) << removed.body;
        EXPECT_EQ(removed.text("/code"), "version_in_use");
        EXPECT_EQ(deployed.status, 201) << deployed.body;
        EXPECT_EQ(deployed.text("/status"), "ready");
        EXPECT_TRUE(real_->is_intact(real_->resolve("m.s.fraud", version)));
    }
}

}  // namespace
}  // namespace ontos
