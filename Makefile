.PHONY: start test test-full lint

start: ; @sh Scripts/start.sh
test: ; @sh Scripts/test.sh
test-full: ; @sh Scripts/test-full.sh
lint: ; @swift format lint -r --strict --configuration .swift-format Sources Tests Labs
