from flask import Blueprint

bp = Blueprint("expertise", __name__)
