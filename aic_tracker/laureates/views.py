from flask import Blueprint

bp = Blueprint("laureates", __name__)
